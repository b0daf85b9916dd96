import { FST_BOT_PACKAGE_MISSING } from '../errors.ts'

/**
 * Loads an optional peer dependency.
 *
 * @throws FST_BOT_PACKAGE_MISSING when it is not installed, with the command that installs it
 */
export async function importOptionalPackage<M> (
  name: string, what: string, load: (name: string) => Promise<unknown> = name => import(name)
): Promise<M> {
  try {
    return (await load(name)) as M
  } catch (error) {
    if (/^Cannot find (package|module)/.test((error as Error).message)) {
      throw new FST_BOT_PACKAGE_MISSING(name, what, name)
    }
    throw error
  }
}
