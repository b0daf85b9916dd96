import axe from 'axe-core'
import type { Page } from 'playwright-core'

interface Violation {
  id: string
  nodes: { html: string, failureSummary?: string }[]
}

/**
 * Every fault that axe-core sees in a page as it is now, a line each: its rule, and the elements that have it.
 *
 * All rules are asked, and the experimental one that compares the name of a control with the words on it.
 */
export async function findAxeFaults (page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const violations: Violation[] = await page.evaluate(async () => (await (globalThis as any).axe.run(document, {
    resultTypes: ['violations'], rules: { 'label-content-name-mismatch': { enabled: true } }
  })).violations)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) =>
    `${html.slice(0, 150)} ${failureSummary}`).join('\n')}`)
}

const PHONE = { width: 390, height: 844 }

/**
 * Faults of a page on a computer and on a phone, light, dark and in forced colours; each line says where it was seen.
 *
 * Afterwards the page has the size that it had, and is light.
 *
 * @param turnOver shows the one or the other side of a page that has no room for both on a phone.
 */
export async function findAxeFaultsInAllLooks (
  page: Page, turnOver?: (side: 'first' | 'other') => Promise<void>): Promise<string[]> {
  const faults: string[] = []
  const size = page.viewportSize() as NonNullable<ReturnType<Page['viewportSize']>>
  const look = async (where: string) => {
    for (const media of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }] as const) {
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', ...media })
      faults.push(...(await findAxeFaults(page)).map(fault => `${where}, ${Object.values(media)[0]}: ${fault}`))
    }
  }
  await look('computer')
  await page.setViewportSize(PHONE)
  await look('phone')
  if (turnOver) {
    await turnOver('other')
    await look('phone, the other side')
    await turnOver('first')
  }
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
  return faults
}
