/**
 * A value as JSON on one line that no text in it can leave: line separators are escaped, and so are the brackets that
 * open control tokens of chat models (`<|im_start|>`, `[INST]`), which some servers read inside of messages too.
 */
export function fenceJson(value: unknown): string {
  return JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, (text) =>
    text.replace(/[<[\u2028\u2029\u0085\u007f]/g, escapeLetter),
  )
}

function escapeLetter(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}
