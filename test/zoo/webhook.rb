# Webhooks with Sinatra: the healthy one, and one class for each fault. ZOO names the class, PORT the port.
require 'sinatra/base'
require 'json'

class Healthy
  def admits?(authorization)
    token.empty? || Rack::Utils.secure_compare(authorization, token)
  end

  def token
    ENV.fetch('TOKEN', '')
  end

  def parse(text)
    raise TypeError, 'no object' unless text.start_with?('{')

    call = JSON.parse(text)
    [call.fetch('conversation'), call.fetch('nlp')]
  end

  def content(_conversation, _nlp)
    'Hello'
  end

  def memory(conversation)
    conversation['memory']
  end

  def answer(conversation, nlp)
    replies = [{ type: 'text', content: content(conversation, nlp) }]
    { replies: replies, conversation: { memory: memory(conversation) }.compact }
  end

  def malformed(_error)
    [400, JSON.generate({ error: 'Bad Request' })]
  end

  def failed(_error)
    [200, JSON.generate({ replies: [{ type: 'text', content: 'Sorry, something went wrong.' }] })]
  end

  def write(answer)
    JSON.generate(answer)
  end

  def report(_text)
    200
  end
end

class Careless < Healthy
  def failed(_error)
    [500, JSON.generate({ error: 'Internal Server Error' })]
  end
end

class SureOfAnEntity < Careless
  def content(_conversation, nlp)
    nlp['entities']['location'][0]['raw']
  end
end

class SkillsAreMethods < Careless
  def content(conversation, _nlp)
    skill = conversation['skill'].tr('-', '_')
    respond_to?(skill) ? public_send(skill) : 'I cannot do that.'
  end

  def greetings
    'Hello'
  end
end

class BacktraceAsReply < SureOfAnEntity
  def failed(error)
    [200, JSON.generate({ replies: [{ type: 'text', content: error.full_message(highlight: false)[0, 600] }] })]
  end
end

class PrintsItsHash < Healthy
  def write(answer)
    answer.inspect
  end
end

class GlobalVariable < Healthy
  def memory(conversation)
    $memory = conversation['memory']
    sleep 0.02
    $memory
  end
end

class NestingIsA500 < Healthy
  def malformed(error)
    [error.is_a?(JSON::NestingError) ? 500 : 400, JSON.generate({ error: error.class.name })]
  end
end

class NestsWithoutEnd < Healthy
  def parse(text)
    call = JSON.parse(text, max_nesting: false)
    call.is_a?(Hash) ? [call.fetch('conversation'), call.fetch('nlp')] : raise(TypeError, 'no object')
  end

  def write(answer)
    JSON.generate(answer, max_nesting: 0)
  end
end

class MalformedIsA500 < Healthy
  def malformed(error)
    [error.instance_of?(JSON::ParserError) ? 500 : 400, JSON.generate({ error: error.class.name })]
  end
end

class EmptyMemory < Healthy
  def memory(_conversation)
    {}
  end
end

class ContentIsAHash < Healthy
  def content(_conversation, nlp)
    { text: 'Hello', language: nlp['language'] }
  end
end

class FindsNothing < Healthy
  def content(_conversation, _nlp)
    ['Hotel du Nord', 'Hotel du Sud'].find { |hotel| hotel.end_with?('Ouest') }
  end
end

class BeginningOfTheToken < Healthy
  def admits?(authorization)
    !authorization.empty? && token.start_with?(authorization)
  end
end

class ParsesReports < Healthy
  def report(text)
    JSON.parse(text)
    200
  rescue JSON::ParserError
    500
  end
end

class Server < Sinatra::Base
  webhook = Object.const_get(ENV.fetch('ZOO')).new
  set :port, Integer(ENV.fetch('PORT'))
  set :environment, :production
  set :server, 'webrick'
  set :server_settings, { MaxClients: 200, AccessLog: [] }

  before do
    content_type :json
    halt 401, JSON.generate({ error: 'Unauthorized' }) unless webhook.admits?(request.env.fetch('HTTP_AUTHORIZATION', ''))
  end

  post '/' do
    halt 415, JSON.generate({ error: 'Unsupported Media Type' }) unless request.media_type == 'application/json'
    halt 413, JSON.generate({ error: 'Content Too Large' }) if request.content_length.to_i > 1024 * 1024
    begin
      conversation, nlp = webhook.parse(request.body.read)
    rescue JSON::ParserError, KeyError, NoMethodError, TypeError => e
      halt(*webhook.malformed(e))
    end
    begin
      webhook.write(webhook.answer(conversation, nlp))
    rescue StandardError => e
      halt(*webhook.failed(e))
    end
  end

  post '/errors' do
    webhook.report(request.body.read)
  end

  run!
end
