"""Webhooks with Flask: the healthy one, and one class for each fault. ZOO names the class, PORT the port."""
import hmac
import json
import os
import sqlite3
import time
import traceback

from flask import Flask, Response, request


class Healthy:
    token = os.environ.get('TOKEN', '')
    largest = 1024 * 1024  # bytes of a body

    def admits(self, authorization):
        return hmac.compare_digest(authorization.encode(), self.token.encode())

    def parse(self, text):
        if not text.startswith(b'{'):
            raise ValueError('no object')
        call = json.loads(text)
        return call['conversation'], call['nlp']

    def malformed(self, error):
        return self.send({'error': 'Bad Request'}, 400)

    def content(self, conversation, nlp):
        return 'Hello'

    def memory(self, conversation):
        return conversation.get('memory')

    def answer(self, conversation, nlp):
        replies = [{'type': 'text', 'content': self.content(conversation, nlp)}]
        memory = self.memory(conversation)
        return {'replies': replies, 'conversation': {} if memory is None else {'memory': memory}}

    def failed(self, error):
        return self.send({'replies': [{'type': 'text', 'content': 'Sorry, something went wrong.'}]})

    def send(self, answer, status=200):
        return Response(json.dumps(answer), status, mimetype='application/json')

    def report(self):
        return ''


class Careless(Healthy):
    def failed(self, error):
        return self.send({'error': 'Internal Server Error'}, 500)


class SureOfAnEntity(Careless):
    def content(self, conversation, nlp):
        return nlp['entities']['location'][0]['raw']


class SplitsNames(Careless):
    def content(self, conversation, nlp):
        names = [person['fullname'].split(' ')[0] for person in nlp['entities'].get('person', [])]
        return ' '.join(['Hello', *names])


class KeepsSentencesInAColumn(Careless):
    def content(self, conversation, nlp):
        database = sqlite3.connect(':memory:')
        database.execute('CREATE TABLE said (words TEXT CHECK (length(words) <= 255))')
        database.execute('INSERT INTO said VALUES (?)', (nlp['source'],))
        return 'I will remember that.'


class SqlByFormatting(Healthy):
    def content(self, conversation, nlp):
        try:
            database = sqlite3.connect(':memory:')
            database.execute('CREATE TABLE users (name TEXT)')
            rows = database.execute("SELECT name FROM users WHERE name = '%s'" % nlp['source']).fetchall()
            return 'I know %d of them.' % len(rows)
        except sqlite3.Error as error:
            return 'sqlite3.%s: %s' % (type(error).__name__, error)


class TracebackAsReply(SureOfAnEntity):
    def failed(self, error):
        return self.send({'replies': [{'type': 'text', 'content': ''.join(traceback.format_exception(error))[-600:]}]})


class PrintsItsDictionary(Healthy):
    def send(self, answer, status=200):
        return Response(str(answer), status, mimetype='application/json')


class MemoryInAModule(Healthy):
    current = None

    def memory(self, conversation):
        MemoryInAModule.current = conversation.get('memory')
        time.sleep(0.02)
        return MemoryInAModule.current


class LooksForThePortion(Healthy):
    def admits(self, authorization):
        return authorization != '' and authorization in self.token


class HasNoLimit(Healthy):
    largest = float('inf')


class RecursionIsA500(Healthy):
    def malformed(self, error):
        return self.send({'error': type(error).__name__}, 500 if isinstance(error, RecursionError) else 400)


class AnswersWithANumber(Healthy):
    def content(self, conversation, nlp):
        return sum([99.5, 30])


class LooksAtTheFirstByte(Healthy):
    def parse(self, text):
        if text[0] != ord('{'):
            raise ValueError('no object')
        return super().parse(text)

    def malformed(self, error):
        return self.send({'error': type(error).__name__}, 500 if isinstance(error, IndexError) else 400)


class DiesOfMalformedJson(Healthy):
    def malformed(self, error):
        if isinstance(error, json.JSONDecodeError):
            os._exit(1)
        return super().malformed(error)


class LosesMemoryWhenItAddsToIt(Healthy):
    def memory(self, conversation):
        return {'funfacts': len((conversation.get('memory') or {}).get('funfacts', [])) + 1}


webhook = globals()[os.environ['ZOO']]()
app = Flask(__name__)


@app.before_request
def authorize():
    if webhook.token != '' and not webhook.admits(request.headers.get('Authorization', '')):
        return webhook.send({'error': 'Unauthorized'}, 401)


@app.post('/')
def call():
    if not request.is_json:
        return webhook.send({'error': 'Unsupported Media Type'}, 415)
    if (request.content_length or 0) > webhook.largest:
        return webhook.send({'error': 'Content Too Large'}, 413)
    try:
        conversation, nlp = webhook.parse(request.get_data())
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        return webhook.malformed(error)
    try:
        return webhook.send(webhook.answer(conversation, nlp))
    except Exception as error:
        return webhook.failed(error)


@app.post('/errors')
def errors():
    return webhook.report()


app.run(port=int(os.environ['PORT']), threaded=True)
