import { html, nothing, svg } from './lit/lit-html.js'

/** The skills as boxes, with arrows to where they lead and to what they call; the list below it says the same. */
export function skillsPicture (picture, now) {
  if (picture === null) return nothing
  const { width, height, boxes, arrows } = picture
  return html`<div class="skills-picture" tabindex="0" role="region" aria-label="Picture of the skills">
    <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img"
      aria-label="Skills, where they lead and what they call: the list below says the same">
      <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"
        orient="auto"><path d="M0 0 8 4 0 8z"></path></marker></defs>
      ${arrows.map(({ kind, points }) => svg`<polyline class=${kind} points=${points.join(' ')}
        marker-end="url(#arrow)"></polyline>`)}
      ${boxes.map(box => drawBox(box, now))}
    </svg></div>`
}

function drawBox ({ kind, lines, x, y, width, height }, now) {
  const isNow = kind === 'skill' && lines[0] === now
  return svg`<g class=${isNow ? 'skill now' : kind}>
    <rect x=${x} y=${y} width=${width} height=${height} rx=${kind === 'skill' ? 8 : 2}></rect>
    ${lines.map((line, index) => svg`<text class=${kind === 'skill' && index === 0 ? 'name' : ''} x=${x + 10}
      y=${y + 23 + 17 * index}>${line}</text>`)}</g>`
}
