<?php
// A webhook on Slim 3, served by PHP's built-in server, that gives the answer of the other servers.
require '/usr/share/php/Slim/autoload.php'; // where Debian's php-slim is

$app = new \Slim\App();
$app->post('/', function ($request, $response) {
    $memory = json_decode((string) $request->getBody(), true)['conversation']['memory'];
    $memory['key'] = 'value';
    return $response->withJson([
        'replies' => [['type' => 'text', 'content' => 'Roger that']],
        'conversation' => ['memory' => $memory],
    ]);
});
$app->run();
