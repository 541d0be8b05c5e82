const engines: readonly (readonly [pattern: RegExp, target: string])[] = [
  [/\bgodot(?: ?[34](?:\.\w+)?)?\b/i, 'godot'],
  [/\bunity\b/i, 'unity'],
  [/\bunreal\b|\bue ?[45]\b/i, 'unreal'],
  [/\bbevy\b/i, 'bevy'],
  [/\bphaser\b/i, 'phaser'],
  [/\bpixi(?:\.?js)?\b/i, 'pixi'],
  [/\btiled\b(?! (?:floor|roof|wall))/i, 'tiled'],
  [/\blib ?gdx\b/i, 'libgdx'],
]
const web =
  /\b(?:web(?:gl|gpu)?(?: ?(?:build|version|browser|export|port|game|site|page))?|browsers?|html ?5|itch(?:\.io)?|javascript)\b/i
const shipping =
  /\b(?:ship(?:s|ping|ped)?|exports?|exporting|targets?|targeting|engines?|builds?|built (?:in|with)|release(?:s|d)?|runs? (?:on|in)|platforms?|deploy|made (?:in|with)|using|use|import(?:ed|s)?|for)\b/i

/** The bundle targets that a sentence names for the game; a web build is drawn by pixi.js. Empty when it names none. */
export function readTargets(sentence: string): string[] {
  const named = engines.filter(([pattern]) => pattern.test(sentence)).map(([, target]) => target)
  const isShort = sentence.split(' ').length <= 4 && named.length > 0
  if (!shipping.test(sentence) && !isShort) return []
  // "Unity" and "tiled" are words of their own: alone they need a verb of shipping beside them.
  const isWeb = web.test(sentence) && !named.some((target) => target === 'phaser' || target === 'pixi')
  const isAboutBuilds = /\b(?:ship|export|target|engine|build|release|deploy|platform|run)/i.test(sentence)
  return isWeb && (isAboutBuilds || named.length > 0) ? [...named, 'pixi'] : named
}
