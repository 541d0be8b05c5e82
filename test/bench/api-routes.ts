import type { VariantPage } from '../../core/http/http-api.js'
import type { GrownCatalogue } from './grow-catalogue.js'

/** What request number `turn` asks for. */
export type AskedRoute = (turn: number) => { readonly route: string; readonly path: string }

type Read = (path: string) => Promise<string>

const pageLimit = 100
const libraryLimit = 50
const firstLetters = ['a', 'b', 'c', 'g', 'm', 'o', 'r', 's']
const words = ['oak', 'barrel', 'iron%20gate', 'silver']

/**
 * The routes that a page of the product reads, each in turn and each time of another run, spec or variant: lists and single
 * rows of runs that are done, the review of one that waits for people, pictures, home, and what settings show.
 */
export async function wishFor(
  grown: GrownCatalogue,
  of: { readonly openRunId: string; readonly specsPerRun: number },
  read: Read,
): Promise<AskedRoute> {
  const { projectId, runIds, variantIds, assetIds } = grown
  const { openRunId, specsPerRun } = of
  const openRun = `/api/v1/runs/${openRunId}`
  const open = JSON.parse(await read(`${openRun}/variants?limit=${pageLimit}`)) as VariantPage
  const keys = [...new Set(open.variants.map(({ specKey }) => specKey))]
  const pictures = open.variants.map(({ thumbUrl, imageUrl }) => thumbUrl ?? imageUrl)
  const anyOf = <Item>(items: readonly Item[], turn: number): Item => items[(turn * 7) % items.length]!
  /** A place in the list of variants: pages begin anywhere, whether a variant stands there or not. */
  const place = (turn: number) => `${(turn * 37) % specsPerRun}.1.0.${variantIds[0]!}`
  const run = (turn: number) => `/api/v1/runs/${anyOf(runIds, turn)}`
  const variant = (turn: number) => `/api/v1/variants/${anyOf(variantIds, turn)}`
  const project = `/api/v1/projects/${projectId}`
  const library = `${project}/library?limit=${libraryLimit}`
  const routes: readonly (readonly [string, (turn: number) => string])[] = [
    ['runs', () => `/api/v1/runs?limit=200`],
    ['run that is done', run],
    ['run that waits', () => openRun],
    ['specs', (turn) => `${run(turn)}/specs?limit=${pageLimit}&cursor=${(turn * 37) % specsPerRun}`],
    ['spec', (turn) => `${openRun}/specs/${anyOf(keys, turn)}`],
    ['variants', () => `${openRun}/variants?limit=${pageLimit}`],
    ['variants, deep', (turn) => `${run(turn)}/variants?limit=${pageLimit}&cursor=${place(turn)}`],
    ['variant', variant],
    ['decisions of a variant', (turn) => `${variant(turn)}/decisions`],
    ['decisions of a run', (turn) => `${run(turn)}/decisions?cursor=${(turn * 41) % specsPerRun}`],
    ['queue of home', () => `/api/v1/review-queue?mine=true&limit=6`],
    ['queue', () => `/api/v1/review-queue?projectId=${projectId}`],
    ['library', (turn) => `${library}&cursor=${anyOf(firstLetters, turn)}`],
    ['library, words', (turn) => `${library}&q=${anyOf(words, turn)}`],
    ['asset', (turn) => `/api/v1/assets/${anyOf(assetIds, turn)}`],
    ['picture', (turn) => anyOf(pictures, turn)],
    ['picture', (turn) => anyOf(pictures, turn + 1)],
    ['claims', () => `${openRun}/claims`],
    ['tags', () => `${openRun}/tags`],
    ['lists', () => `${project}/wishlists`],
    ['bundles', (turn) => `${run(turn)}/bundles`],
    ['settings', () => `${project}/settings`],
    ['audit', () => `${project}/audit?limit=${pageLimit}`],
    ['budget', () => `${project}/budget`],
    ['report', () => `/api/v1/report`],
  ]
  return (turn) => {
    const [route, pathOf] = routes[turn % routes.length]!
    return { route, path: pathOf(turn) }
  }
}
