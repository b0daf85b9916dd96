import { register } from 'node:module'

/** Makes this process find a package nowhere, as if it were not installed. */
export function hidePackage (name: string): void {
  const hook = `export function resolve (specifier, context, next) {
    const missing = new Error("Cannot find package '${name}'")
    if (specifier === '${name}') throw Object.assign(missing, { code: 'ERR_MODULE_NOT_FOUND' })
    return next(specifier, context)
  }`
  register(`data:text/javascript,${encodeURIComponent(hook)}`)
}
