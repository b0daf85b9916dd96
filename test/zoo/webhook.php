<?php
// Webhooks without a framework: the healthy one, and one class for each fault. ZOO names the class; `php -S` the port.

class Healthy
{
    public function admits(string $authorization): bool
    {
        return $this->token() === '' || hash_equals($this->token(), $authorization);
    }

    protected function token(): string
    {
        return getenv('TOKEN') ?: '';
    }

    public function takes(string $type): bool
    {
        return str_starts_with($type, 'application/json');
    }

    public function parse(string $text): mixed
    {
        return json_decode($text);
    }

    public function content(mixed $call): mixed
    {
        return 'Hello';
    }

    public function memory(mixed $call): mixed
    {
        return $call->conversation->memory ?? null;
    }

    public function answer(mixed $call): array
    {
        $memory = $this->memory($call);
        $conversation = $memory === null ? new stdClass() : ['memory' => $memory];
        return ['replies' => [['type' => 'text', 'content' => $this->content($call)]], 'conversation' => $conversation];
    }

    public function send(mixed $answer, int $status = 200): void
    {
        http_response_code($status);
        header('Content-Type: application/json');
        echo json_encode($answer);
    }

    public function report(string $text): void
    {
    }
}

class WarningsInTheAnswer extends Healthy
{
    public function content(mixed $call): mixed
    {
        ini_set('display_errors', '1');
        return 'Hello ' . json_decode(json_encode($call), true)['nlp']['entities']['location'][0]['raw'];
    }
}

class FatalErrorIsA500 extends Healthy
{
    public function content(mixed $call): mixed
    {
        return $this->greet(@$call->nlp->entities->location[0]->raw);
    }

    private function greet(string $place): string
    {
        return "Hello from $place";
    }
}

class ObjectsBecomeArrays extends Healthy
{
    public function parse(string $text): mixed
    {
        $call = json_decode($text, true);
        return is_array($call) && isset($call['conversation'], $call['nlp']) ? json_decode($text) : null;
    }

    public function memory(mixed $call): mixed
    {
        return json_decode(json_encode($call->conversation->memory ?? null), true);
    }
}

class EncodesTwice extends Healthy
{
    public function send(mixed $answer, int $status = 200): void
    {
        parent::send(json_encode($answer), $status);
    }
}

class FiltersItsReplies extends Healthy
{
    public function answer(mixed $call): array
    {
        $replies = [['type' => 'text', 'content' => ''], ...parent::answer($call)['replies']];
        return ['replies' => array_filter($replies, fn (array $reply): bool => $reply['content'] !== '')] + parent::answer($call);
    }
}

class DecodesSixteenLevels extends Healthy
{
    public function parse(string $text): mixed
    {
        return json_decode($text, false, 16);
    }
}

class ReadsWhateverComes extends Healthy
{
    public function takes(string $type): bool
    {
        return true;
    }
}

class ReadsForms extends Healthy
{
    public function parse(string $text): mixed
    {
        return isset($_POST['conversation']) ? (object) $_POST : null;
    }
}

class ByteOrderMark extends Healthy
{
    public function send(mixed $answer, int $status = 200): void
    {
        echo "\u{FEFF}";
        parent::send($answer, $status);
    }
}

class CutsCharactersInHalf extends Healthy
{
    public function content(mixed $call): mixed
    {
        return 'You say: ' . substr($call->nlp->source, 0, 10);
    }
}

class SaysItIsHtml extends Healthy
{
    public function send(mixed $answer, int $status = 200): void
    {
        http_response_code($status);
        echo json_encode($answer);
    }
}

class ComparesAsFarAsItGoes extends Healthy
{
    public function admits(string $authorization): bool
    {
        return strncmp($authorization, $this->token(), strlen($authorization)) === 0 && $authorization !== '';
    }
}

$zoo = getenv('ZOO');
$webhook = new $zoo();
$text = file_get_contents('php://input');

if (!$webhook->admits($_SERVER['HTTP_AUTHORIZATION'] ?? '')) {
    http_response_code(401);
    header('Content-Type: application/json');
    echo '{"error":"Unauthorized"}';
    return;
}
if (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) === '/errors') {
    $webhook->report($text);
    return;
}
if (!$webhook->takes($_SERVER['CONTENT_TYPE'] ?? '')) {
    $webhook->send(['error' => 'Unsupported Media Type'], 415);
    return;
}
if (strlen($text) > 1024 * 1024) {
    $webhook->send(['error' => 'Content Too Large'], 413);
    return;
}
$call = $webhook->parse($text);
if (!isset($call->conversation, $call->nlp)) {
    $webhook->send(['error' => 'Bad Request'], 400);
    return;
}
$webhook->send($webhook->answer($call));
