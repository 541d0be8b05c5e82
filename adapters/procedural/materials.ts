/**
 * What things are made of: five tones a material, from the deepest shadow (0) over shadow (1), body (2) and light (3)
 * to the highlight (4), as ideal colours. palette-ramps.ts finds the nearest tones that a given palette has.
 */
export const materialTones = {
  wood: ['#3a2218', '#5e3a24', '#8a5833', '#b57c48', '#d9a468'],
  darkWood: ['#24160f', '#40281a', '#5f3e26', '#80583a', '#a47a52'],
  paleWood: ['#6a4a34', '#946c48', '#c09464', '#e0bc88', '#f4e0b8'],
  bark: ['#2a2018', '#48382a', '#6a543c', '#8c7454', '#b49c78'],
  cactus: ['#16302a', '#28503c', '#3f7a4a', '#6ba558', '#a6cf78'],
  leaf: ['#1c3a20', '#2f6030', '#4f8f3c', '#84b850', '#bcd878'],
  moss: ['#222c18', '#3c4c24', '#5c7034', '#829850', '#b0c078'],
  straw: ['#6a4c24', '#94703a', '#c09a50', '#e0c478', '#f6e8b0'],
  stone: ['#2c3038', '#4c545c', '#747c80', '#a0a8a4', '#d0d4c8'],
  darkStone: ['#1a1c24', '#30343c', '#4c5258', '#6c7478', '#98a09c'],
  sand: ['#8a6038', '#b0834c', '#d0a464', '#e6c488', '#f6e4b8'],
  sandstone: ['#4e241c', '#7c3c2a', '#a85a3c', '#cc8450', '#e8b484'],
  mud: ['#4a3020', '#70492e', '#98683f', '#bc8c58', '#dcb888'],
  clay: ['#5e2c1c', '#8c4828', '#b86a3c', '#d89058', '#f0bc88'],
  brick: ['#4a1c16', '#74302a', '#9c4a38', '#bc6c50', '#d89a78'],
  cloth: ['#7a6248', '#a88c66', '#d0b68a', '#ead8b0', '#faf2dc'],
  rope: ['#5a4028', '#8a6a40', '#b89458', '#d8b880', '#f0dcb0'],
  iron: ['#1c2026', '#343a42', '#545c66', '#808a92', '#b8c2c4'],
  steel: ['#343c48', '#58626e', '#84909a', '#b4c0c4', '#e8f0f0'],
  rust: ['#3c1a10', '#6a301a', '#984c26', '#bc6e3a', '#d89c68'],
  brass: ['#5a3a10', '#8c6018', '#c08c28', '#e4bc4c', '#fcec9c'],
  gold: ['#6a4008', '#a87010', '#dca020', '#f8d048', '#fff4a8'],
  bone: ['#8a6e50', '#b89c74', '#dcc8a0', '#f2e6c8', '#fffaf0'],
  fire: ['#a02810', '#d85818', '#f49428', '#fccc48', '#fff4b0'],
  water: ['#183850', '#245a78', '#3c88a4', '#6cb8c8', '#b8e8e8'],
  glass: ['#2c4c58', '#4c7884', '#80a8ac', '#b4d4d0', '#e8f8f0'],
  leather: ['#30180f', '#542c1a', '#7c4628', '#a46a40', '#c89464'],
  skin: ['#6a3424', '#9c5c40', '#cc8c64', '#e8b48c', '#f8d8b8'],
  charcoal: ['#101014', '#1e1c1e', '#302c2c', '#484240', '#6c6460'],
  ash: ['#4c4a4c', '#6e6c6c', '#929090', '#b6b4b0', '#dcdad4'],
  ghost: ['#5a6a80', '#8494a8', '#b0c0cc', '#d4e0e4', '#f8fcfc'],
  red: ['#4a1018', '#7c1c24', '#b03030', '#d85c48', '#f09878'],
  orange: ['#5c2408', '#94420c', '#d06a18', '#f0983c', '#fccc80'],
  yellow: ['#6a4c08', '#a47c10', '#dcb420', '#f4d850', '#fcf4a8'],
  green: ['#143820', '#1f5c30', '#34883c', '#64b450', '#a8dc80'],
  teal: ['#0c3438', '#185858', '#288480', '#54b4a8', '#a0e0d0'],
  blue: ['#16204c', '#243c80', '#3a64b4', '#6494d8', '#a8ccf0'],
  purple: ['#2c1444', '#4a2470', '#7440a0', '#a070c8', '#d0a8ec'],
  pink: ['#7c2048', '#b03868', '#dc6490', '#f098b8', '#fccce0'],
  brown: ['#30180c', '#543018', '#7c4c28', '#a47444', '#cca070'],
  white: ['#7c8494', '#a8b0b8', '#d0d4d4', '#ecece8', '#ffffff'],
  grey: ['#26282c', '#44484c', '#6c7074', '#989c9c', '#c8cac8'],
  black: ['#08080c', '#16161c', '#282830', '#42424c', '#686874'],
} as const satisfies Record<string, readonly [string, string, string, string, string]>

export type Material = keyof typeof materialTones

export const materials = Object.keys(materialTones) as Material[]

/** Colour words of a prompt and the material that each stands for. */
export const colourWords: Readonly<Record<string, Material>> = {
  red: 'red',
  crimson: 'red',
  scarlet: 'red',
  orange: 'orange',
  yellow: 'yellow',
  golden: 'gold',
  green: 'green',
  teal: 'teal',
  turquoise: 'teal',
  cyan: 'teal',
  blue: 'blue',
  azure: 'blue',
  purple: 'purple',
  violet: 'purple',
  pink: 'pink',
  magenta: 'pink',
  brown: 'brown',
  white: 'white',
  grey: 'grey',
  gray: 'grey',
  black: 'black',
}

/** The place of a material in `materials`, as canvas cells hold it. */
export const materialIndex: ReadonlyMap<Material, number> = new Map(materials.map((name, at) => [name, at]))
