export default {
  test: {
    include: ['vitest.js'],
    watch: false,
    server: { deps: { external: [/\/dist\//] } } // as it is where the package is installed: not rewritten
  }
}
