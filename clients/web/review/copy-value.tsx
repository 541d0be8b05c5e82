import { useState } from 'preact/hooks'

const saysMs = 1_500

/** A value in few characters with a button that copies all of it, and says on itself whether that was allowed. */
export function CopyValue(props: { readonly what: string; readonly shown: string; readonly whole: string }) {
  const { what, shown, whole } = props
  return (
    <span class="copied">
      <span title={whole}>{shown}</span>
      <CopyButton what={what} text={whole} />
    </span>
  )
}

export function CopyButton({ what, text }: { readonly what: string; readonly text: string }) {
  const [says, setSays] = useState('Copy')
  const say = (word: string) => {
    setSays(word)
    setTimeout(() => setSays('Copy'), saysMs)
  }
  const copy = () => {
    // Absent where the page is not served from a safe origin.
    const copying = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    copying.then(
      () => say('Copied'),
      () => say('Not allowed'),
    )
  }
  return (
    <button type="button" class="quiet copy" aria-label={`Copy ${what}`} onClick={copy}>
      {says}
    </button>
  )
}
