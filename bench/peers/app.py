# A webhook on Flask, served by its own development server, that gives the answer of the other servers.
import os

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.post('/')
def answer():
    memory = request.get_json()['conversation']['memory']
    return jsonify(
        replies=[{'type': 'text', 'content': 'Roger that'}],
        conversation={'memory': {**memory, 'key': 'value'}},
    )


app.run(port=int(os.environ['PORT']))
