# A webhook on Sinatra, served by WEBrick, that gives the answer of the other servers.
require 'sinatra'
require 'json'

set :port, Integer(ENV.fetch('PORT'))

post '/' do
  memory = JSON.parse(request.body.read)['conversation']['memory']
  content_type :json
  { replies: [{ type: 'text', content: 'Roger that' }], conversation: { memory: memory.merge('key' => 'value') } }.to_json
end
