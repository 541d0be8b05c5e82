import type { ArtFace } from './art-source.js'

export const grounds = ['checker', 'black', 'white', 'game'] as const
export type Ground = (typeof grounds)[number]

export type Zoom = 'fit' | 1 | 2 | 4 | 8
export const zooms: readonly Zoom[] = ['fit', 1, 2, 4, 8]

export const compareModes = ['side', 'slider', 'fade', 'difference'] as const
/** How variants are compared: next to each other, or two of them on one place. */
export type CompareMode = (typeof compareModes)[number]

/** How pictures are shown. */
export interface ViewOptions {
  readonly ground: Ground
  readonly zoom: Zoom
  readonly face: ArtFace
  /** All variants, one alone, or a few against each other. */
  readonly stage: 'grid' | 'large' | 'compare' | 'scene'
  readonly compare: CompareMode
  /** Repeated in both directions, to judge seams. */
  readonly isTiled: boolean
  /** The frame before shines through. */
  readonly isOnion: boolean
  readonly aside: 'variant' | 'spec'
}

export const firstView: ViewOptions = {
  ...{ ground: 'checker', zoom: 'fit', face: 'cutout', stage: 'grid', compare: 'side' },
  ...{ isTiled: false, isOnion: false, aside: 'variant' },
}

const groundKey = 'assetloom.ground'
const colourKey = 'assetloom.gameColour'
/** Dusk: most games are neither black nor white. */
const colourDefault = '#3d4a5c'

/** What was chosen the last time. */
export function readGround(): Ground {
  const kept = localStorage.getItem(groundKey)
  return grounds.find((one) => one === kept) ?? 'checker'
}

export function keepGround(ground: Ground): void {
  localStorage.setItem(groundKey, ground)
}

/** The colour behind the pictures of a project in its game, as somebody chose it in this browser. */
export function readGameColour(projectId: string): string {
  return localStorage.getItem(`${colourKey}.${projectId}`) ?? colourDefault
}

export function keepGameColour(projectId: string, colour: string): void {
  localStorage.setItem(`${colourKey}.${projectId}`, colour)
}

/** The one after it, round the end. */
export function after<One>(all: readonly One[], current: One): One {
  return all[(all.indexOf(current) + 1) % all.length] ?? current
}
