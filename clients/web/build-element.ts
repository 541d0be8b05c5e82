export type Child = Node | string | number | null | false | undefined
type PropValue = string | number | boolean | null | undefined | ((event: never) => void)

/**
 * An element with attributes, `on...` listeners and children. `true` sets an empty attribute; `false`, null and
 * undefined set none. Text is always text, never HTML.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Readonly<Record<string, PropValue>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...keep(children))
  return element
}

const focusable = 'button, a[href], input, select, textarea, summary'

/** Replaces what an element holds. A control that has the focus hands it to the one that stands in its place. */
export function fill(element: HTMLElement, ...children: readonly Child[]): void {
  const place = [...element.querySelectorAll(focusable)].findIndex((one) => one === document.activeElement)
  element.replaceChildren(...keep(children))
  if (place < 0) return
  const heir = element.querySelectorAll<HTMLElement>(focusable)[place]
  heir?.focus({ preventScroll: true })
}

function keep(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child) =>
    child === null || child === undefined || child === false
      ? []
      : [typeof child === 'number' ? String(child) : child],
  )
}

/** A key as it stands on its button. */
export function keyCap(text: string): HTMLElement {
  return el('kbd', { 'aria-hidden': 'true' }, text)
}
