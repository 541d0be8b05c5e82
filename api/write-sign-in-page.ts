export interface SignInPage {
  readonly title: string
  readonly texts: readonly string[]
  readonly link?: { readonly href: string; readonly text: string }
  /** A button that sends the one-time secret. */
  readonly form?: { readonly action: string; readonly once: string; readonly button: string }
}

/** A page without script or style of its own: it works everywhere, also while the rest of the page does not load. */
export function writeSignInPage({ title, texts, link, form }: SignInPage): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title></head>
<body><main><h1>${escapeHtml(title)}</h1>
${texts.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
${link === undefined ? '' : `<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a></p>`}
${form === undefined ? '' : writeForm(form)}
</main></body></html>
`
}

function writeForm({ action, once, button }: NonNullable<SignInPage['form']>): string {
  return `<form method="post" action="${escapeHtml(action)}"><input type="hidden" name="once" value="${escapeHtml(once)}">
<button type="submit">${escapeHtml(button)}</button></form>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
