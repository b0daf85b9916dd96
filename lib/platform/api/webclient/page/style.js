/** Made of text by the browser's own means, which no Content-Security-Policy forbids. */
export function styleSheet () {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
}

const dark = '--paper: #16181d; --back: #22262e; --ink: #eef0f4; --soft: #a6adba; --line: #3a404c; --bad: #ff9d94;'

const css = `
:host {
  all: initial; --accent: #2563eb; --on-accent: #fff; --paper: #fff; --back: #f1f3f6; --ink: #1f2937;
  --soft: #596273; --line: #d5dae2; --bad: #b3261e; position: fixed; inset-block-end: 20px;
  inset-inline-end: 20px; z-index: 2147483000; font: 15px/1.45 system-ui, sans-serif; color-scheme: light;
}
@media (prefers-color-scheme: dark) { :host(:not([data-theme=light])) { ${dark} color-scheme: dark; } }
:host([data-theme=dark]) { ${dark} color-scheme: dark; }
*, *::before { box-sizing: border-box; }
.client { color: var(--ink); }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
svg { width: 24px; height: 24px; fill: currentColor; display: block; }
.launcher {
  position: relative; width: 56px; height: 56px; border: 0; border-radius: 50%; background: var(--accent);
  color: var(--on-accent); display: grid; place-items: center; box-shadow: 0 4px 16px #0004;
}
.badge {
  position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-width: 22px; padding: 0 6px;
  border-radius: 11px; background: #b3261e; color: #fff; font-size: 13px; line-height: 22px;
}
.panel {
  width: 380px; height: min(620px, calc(100dvh - 40px)); display: flex; flex-direction: column;
  overflow: hidden; background: var(--paper); border: 1px solid var(--line); border-radius: 14px;
  box-shadow: 0 8px 32px #0005;
}
header {
  display: flex; align-items: center; gap: 8px; padding: 10px 16px; background: var(--accent);
  color: var(--on-accent);
}
h2 {
  flex: 1; min-width: 0; margin: 0; font-size: 16px; font-weight: 600; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap;
}
.close { width: 36px; height: 36px; padding: 6px; border: 0; border-radius: 8px; background: none; color: inherit; }
.close svg { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; }
.close:focus-visible { outline-color: currentColor; outline-offset: -3px; }
.messages {
  flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 16px; display: flex;
  flex-direction: column; gap: 10px;
}
.messages:focus-visible { outline-offset: -3px; }
.message { display: flex; flex-direction: column; align-items: flex-start; gap: 6px; max-width: 100%; }
.message.user { align-items: flex-end; }
.bubble { max-width: 85%; padding: 8px 12px; border-radius: 14px; overflow-wrap: anywhere; white-space: pre-wrap; }
.bubble.bot { background: var(--back); border-end-start-radius: 4px; white-space: normal; }
.bubble.user { background: var(--accent); color: var(--on-accent); border-end-end-radius: 4px; }
.bubble.media { padding: 4px; }
.bubble.media img { min-width: 160px; }
.bubble, .words, .words :is(p, li, td), .title, .subtitle, h2 { unicode-bidi: plaintext; text-align: start; }
.button { unicode-bidi: plaintext; }
.words { white-space: pre-wrap; }
.words :is(p, ul, ol, blockquote, pre) { margin: 0; }
.words p + p { margin-top: 8px; }
.words .heading { font-weight: 600; }
.words :is(ul, ol) { padding-inline-start: 20px; white-space: normal; }
.words blockquote { padding-inline-start: 10px; border-inline-start: 3px solid var(--line); }
.words a { color: inherit; text-decoration: underline; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
td { border: 1px solid var(--line); padding: 3px 8px; }
code, pre { font: 13px ui-monospace, monospace; overflow-x: auto; }
.picture img { display: block; max-width: 100%; max-height: 240px; border-radius: 10px; object-fit: cover; }
.picture .chip, .picture.broken img { display: none; }
.picture.broken .chip { display: inline; }
.chip { font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }
.card, .list {
  width: 250px; max-width: 100%; background: var(--paper); border: 1px solid var(--line);
  border-radius: 12px; overflow: hidden;
}
.card .picture img { width: 100%; border-radius: 0; }
.card-words { padding: 10px 12px; }
.title { font-weight: 600; overflow-wrap: anywhere; }
.subtitle { color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
.carousel {
  display: flex; gap: 10px; width: 100%; margin: 0; padding: 0 0 6px; list-style: none; overflow-x: auto;
  scroll-snap-type: x proximity;
}
.carousel li { flex: none; scroll-snap-align: start; display: flex; max-width: 85%; }
.carousel .card { display: flex; flex-direction: column; }
.carousel .buttons { margin-top: auto; }
.list { width: 300px; }
.list ul { margin: 0; padding: 0; list-style: none; }
.list li { display: flex; gap: 10px; padding: 10px 12px; border-bottom: 1px solid var(--line); }
.row-words { flex: 1; min-width: 0; }
.list .picture img { width: 56px; height: 56px; }
.buttons { display: flex; flex-direction: column; gap: 6px; padding: 8px 0 2px; }
.card .buttons { padding: 0 12px 12px; }
.list > .buttons { padding: 12px; }
.quick { display: flex; flex-wrap: wrap; gap: 8px; }
.button {
  display: inline-block; min-height: 36px; padding: 6px 14px; border: 1px solid var(--accent);
  border-radius: 18px; background: var(--paper); color: var(--ink); text-align: center;
  text-decoration: none; overflow-wrap: anywhere;
}
.button:hover:not(:disabled) { background: var(--back); }
.button:disabled { opacity: .55; cursor: default; border-color: var(--line); }
.typing { display: flex; gap: 5px; padding: 13px 14px; }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft); animation: typing 1.2s infinite; }
.typing i:nth-child(2) { animation-delay: .2s; }
.typing i:nth-child(3) { animation-delay: .4s; }
@keyframes typing { 50% { opacity: .25; } }
.notice { margin: 4px 0; text-align: center; font-size: 13px; color: var(--soft); }
.failed { margin: 0; font-size: 13px; color: var(--bad); }
.link { padding: 0; border: 0; background: none; text-decoration: underline; color: inherit; }
.offline { margin: 0; padding: 6px 16px; font-size: 13px; background: var(--back); color: var(--ink); }
.composer { display: flex; align-items: flex-end; gap: 8px; padding: 10px 12px; border-top: 1px solid var(--line); }
.composer textarea {
  flex: 1; min-width: 0; max-height: 120px; padding: 8px 12px; border: 1px solid var(--soft);
  border-radius: 18px; background: var(--paper); resize: none;
}
.composer textarea::placeholder { color: var(--soft); opacity: 1; }
.composer button {
  flex: none; width: 40px; height: 40px; padding: 8px; border: 0; border-radius: 50%;
  background: var(--accent); color: var(--on-accent);
}
.client[dir=rtl] .composer svg { transform: scaleX(-1); }
@media (max-width: 480px) {
  .panel { position: fixed; inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
  .composer textarea { font-size: 16px; }
}
@media (prefers-reduced-motion: reduce) { .typing i { animation: none; } }
`
