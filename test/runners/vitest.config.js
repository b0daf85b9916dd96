export default { test: { include: ['vitest.js'], watch: false } }
