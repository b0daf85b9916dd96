/** The optional packages of the playground. */
export const PLAYGROUND_USE = {
  what: 'the playground', packages: ['@dagrejs/dagre', 'lit-html', 'marked'], production: false
}
