import type { StylePreset } from './project-settings.schema.js'

/**
 * Looks that every project with settings can name. They are data like a project's own, which win over them by name:
 * sizes and colour counts follow the machines and habits that the words describe.
 */
export const builtInPresets: Readonly<Record<string, StylePreset>> = {
  '8bit': {
    description: 'The look of 8-bit consoles: 16-pixel sprites, few flat colours, no shading to speak of.',
    prompt: { after: '8-bit pixel art, few flat colours, hard edges' },
    negative: 'gradients, anti-aliasing, blur, photograph',
    nativeSize: { width: 16, height: 16 },
  },
  '16bit': {
    description: 'The look of 16-bit consoles: 32-pixel sprites, short colour ramps, a dark outline.',
    prompt: { after: '16-bit pixel art, limited palette, short colour ramps, hard edges' },
    negative: 'gradients, anti-aliasing, blur, photograph',
    nativeSize: { width: 32, height: 32 },
  },
  '1bit': {
    description: 'Two colours, ink and paper.',
    prompt: { after: '1-bit pixel art, black and white, bold silhouette, dithered shading' },
    negative: 'colour, grey, gradients, anti-aliasing, blur',
    nativeSize: { width: 16, height: 16 },
    palette: ['#000000', '#ffffff'],
  },
  handheld: {
    description: 'The four greens of an early handheld console.',
    prompt: { after: 'four-shade handheld pixel art, hard edges' },
    negative: 'gradients, anti-aliasing, blur, photograph',
    nativeSize: { width: 16, height: 16 },
    palette: ['#0f380f', '#306230', '#8bac0f', '#9bbc0f'],
  },
  'hd-pixel': {
    description: 'Modern pixel art: 64-pixel sprites, long ramps, still a pixel grid.',
    prompt: { after: 'detailed modern pixel art, clean pixel clusters, rich colour ramps' },
    negative: 'anti-aliasing, blur, photograph',
    nativeSize: { width: 64, height: 64 },
  },
  'painted-hd': {
    description: 'Hand-painted game art of 256 pixels with visible brush work.',
    prompt: { after: 'hand-painted game art, visible brush strokes, soft light, rich detail' },
    negative: 'pixel art, photograph, text',
    nativeSize: { width: 256, height: 256 },
  },
  'flat-vector': {
    description: 'Flat shapes with clean edges, 128 pixels.',
    prompt: { after: 'flat vector art, clean shapes, solid colours, no texture' },
    negative: 'pixel art, noise, gradients, photograph',
    nativeSize: { width: 128, height: 128 },
  },
  'cel-shaded': {
    description: 'Two tones and an ink line, 128 pixels.',
    prompt: { after: 'cel-shaded cartoon art, two-tone shading, ink outlines' },
    negative: 'photograph, soft gradients, noise',
    nativeSize: { width: 128, height: 128 },
  },
}
