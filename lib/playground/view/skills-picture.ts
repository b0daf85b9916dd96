import { importOptionalPackage, type PackageUse } from '../../shared/optional-package.ts'
import type { SkillView } from './skills.ts'

/** A skill, or what it calls. Places and sizes are in pixels, from the top left. */
export interface PictureBox {
  readonly kind: 'skill' | 'call'
  /** A name, and below it when the skill runs. */
  readonly lines: readonly string[]
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** An arrow from a skill to another, or to what it calls. */
export interface PictureArrow {
  readonly kind: 'goto' | 'call'
  readonly points: ReadonlyArray<readonly [x: number, y: number]>
}

export interface SkillsPicture {
  readonly width: number
  readonly height: number
  readonly boxes: readonly PictureBox[]
  readonly arrows: readonly PictureArrow[]
}

/** Lays out a picture of skills; null for so many that nobody could read it. */
export type SkillsPainter = (skills: readonly SkillView[]) => SkillsPicture | null

const MAX_SKILLS = 150
const MAX_TRIGGERS = 2 // in a box: the list below the picture has them all
const MAX_CHARS = 30 // of a line
const CHAR_WIDTH = 7.2
const LINE_HEIGHT = 17
const PADDING = 10

type Node = Omit<PictureBox, 'x' | 'y'>

interface Edge { readonly kind: PictureArrow['kind'] }

interface Point { readonly x: number, readonly y: number }

/** What is used of the library: its own types cannot be found from an ECMAScript module. */
interface Dagre {
  readonly Graph: new () => Graph
  readonly layout: (graph: Graph) => void
}

interface Graph {
  readonly setGraph: (options: object) => void
  readonly setNode: (id: string, node: Node) => void
  readonly setEdge: (from: string, to: string, edge: Edge) => void
  readonly graph: () => { readonly width: number, readonly height: number }
  readonly nodes: () => string[]
  readonly node: (id: string) => Node & Point
  readonly edges: () => object[]
  readonly edge: (edge: object) => Edge & { readonly points: readonly Point[] }
}

/** @throws FST_BOT_PACKAGE_MISSING, FST_BOT_PACKAGE_UNSUPPORTED */
export async function createSkillsPainter (use: PackageUse): Promise<SkillsPainter> {
  const { layout, Graph } = await importOptionalPackage<Dagre>('@dagrejs/dagre', use)
  return skills => {
    if (skills.length === 0 || skills.length > MAX_SKILLS) return null
    const graph = new Graph()
    graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 46, marginx: 4, marginy: 4 })
    addSkills(graph, skills)
    layout(graph)
    return readPicture(graph)
  }
}

function addSkills (graph: Graph, skills: readonly SkillView[]): void {
  const names = new Set(skills.map(({ slug }) => slug))
  for (const { slug, roles, triggers } of skills) {
    const more = triggers.length - MAX_TRIGGERS
    const below = [...roles, ...triggers.slice(0, MAX_TRIGGERS), ...(more > 0 ? [`and ${more} more`] : [])]
    graph.setNode(`skill ${slug}`, toNode('skill', [slug, ...below]))
  }
  for (const { slug, gotos, calls } of skills) {
    for (const goto of gotos.filter(goto => names.has(goto))) {
      graph.setEdge(`skill ${slug}`, `skill ${goto}`, { kind: 'goto' })
    }
    for (const call of calls) {
      graph.setNode(`call ${call}`, toNode('call', [call]))
      graph.setEdge(`skill ${slug}`, `call ${call}`, { kind: 'call' })
    }
  }
}

function toNode (kind: PictureBox['kind'], texts: readonly string[]): Node {
  const lines = texts.map(text => text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS - 1)}…` : text)
  const longest = Math.max(...lines.map(({ length }) => length))
  return { kind, lines, width: longest * CHAR_WIDTH + 2 * PADDING, height: lines.length * LINE_HEIGHT + 2 * PADDING }
}

function readPicture (graph: Graph): SkillsPicture {
  const { width, height } = graph.graph()
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: graph.nodes().map(id => {
      const { kind, lines, x, y, width, height } = graph.node(id)
      return { kind, lines, x: x - width / 2, y: y - height / 2, width, height }
    }),
    arrows: graph.edges().map(edge => {
      const { kind, points } = graph.edge(edge)
      return { kind, points: points.map(({ x, y }) => [x, y] as const) }
    })
  }
}
