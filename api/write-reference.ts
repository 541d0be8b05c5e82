import type { OpenApiDocument } from '../core/http/contracts/compose-openapi.schema.js'

type Json = Readonly<Record<string, unknown>>

/** The reference of the interface as one page of HTML, without script. Everything in it comes from the document. */
export function writeReference(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, about]) => ({ path, method, about, tag: firstTag(about) })),
  )
  const tags = [...new Set(operations.map(({ tag }) => tag))].sort()
  const sections = tags.map((tag) => {
    const own = operations.filter((one) => one.tag === tag)
    const index = own.map(({ path, method, about }) => {
      const id = text(about['operationId'])
      return `<li><a href="#${id}"><b>${method.toUpperCase()}</b> ${text(path)}</a> ${text(about['summary'])}</li>`
    })
    const bodies = own.map(({ path, method, about }) => writeOperation(path, method, about))
    return `<section id="${slug(tag)}"><h2>${text(tag)}</h2><ul>${index.join('')}</ul>${bodies.join('')}</section>`
  })
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<article id="schema-${slug(name)}"><h3>${text(name)}</h3>${writeSchema(schema)}</article>`,
  )
  const links = tags.map((tag) => `<a href="#${slug(tag)}">${text(tag)}</a>`).join(' ')
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Assetloom: the HTTP interface</title>',
    '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/api/v1/reference.css"></head><body>',
    `<header><h1>Assetloom: the HTTP interface</h1><p>${text((document['info'] as Json)['description'])}</p>`,
    `<p>As OpenAPI 3.1: <a href="/api/v1/openapi.json">openapi.json</a></p></header><nav aria-label="Parts">${links} <a href="#schemas">Schemas</a></nav>`,
    `<main>${sections.join('')}<section id="schemas"><h2>Schemas</h2>${schemas.join('')}</section></main></body></html>\n`,
  ].join('\n')
}

function writeOperation(path: string, method: string, about: Json): string {
  const id = text(about['operationId'])
  const parameters = (about['parameters'] as readonly Json[]).map((one) => {
    const needed = one['required'] === true ? 'needed' : 'may be left out'
    return `<tr><td><code>${text(one['name'])}</code></td><td>${text(one['in'])}, ${needed}</td><td>${text(one['description'] ?? '')} <code>${text(JSON.stringify(one['schema']))}</code></td></tr>`
  })
  const table =
    parameters.length === 0
      ? ''
      : `<table><thead><tr><th>Parameter</th><th>Where</th><th>What</th></tr></thead><tbody>${parameters.join('')}</tbody></table>`
  const body = about['requestBody'] as Json | undefined
  const answers = Object.entries(about['responses'] as Record<string, Json>).map(
    ([status, answer]) =>
      `<dt>${text(status)}</dt><dd>${text(answer['description'])}${writeHeaders(answer['headers'] as Json | undefined)}${writeContent(answer['content'] as Json | undefined)}</dd>`,
  )
  return [
    `<article id="${id}"><h3><b>${method.toUpperCase()}</b> <code>${text(path)}</code></h3>`,
    `<p>${text(about['summary'])}. ${text(about['description'])}</p>${table}`,
    body === undefined ? '' : `<h4>Body</h4>${writeContent(body['content'] as Json)}`,
    `<h4>Answers</h4><dl>${answers.join('')}</dl></article>`,
  ].join('')
}

/** The headers that an answer may have. */
function writeHeaders(headers: Json = {}): string {
  const named = Object.entries(headers).map(
    ([name, about]) =>
      `<li>header <code>${text(name)}</code> ${text((about as Json)['description'] ?? '')}</li>`,
  )
  return named.length === 0 ? '' : `<ul>${named.join('')}</ul>`
}

function writeContent(content: Json | undefined): string {
  return Object.entries(content ?? {})
    .map(([type, part]) => `<p><code>${text(type)}</code></p>${writeSchema((part as Json)['schema'])}`)
    .join('')
}

function writeSchema(schema: unknown): string {
  const name = (schema as Json | undefined)?.['$ref']
  if (typeof name === 'string') {
    const word = name.slice(name.lastIndexOf('/') + 1)
    return `<p><a href="#schema-${slug(word)}">${text(word)}</a></p>`
  }
  return `<details><summary>Schema</summary><pre>${text(JSON.stringify(schema, null, 2))}</pre></details>`
}

const firstTag = (about: Json): string => String((about['tags'] as readonly unknown[])[0])
const slug = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-')

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
function text(value: unknown): string {
  return String(value).replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)
}

/** Neutral, in the colours that the system asks for. */
export const referenceStyle = `:root{color-scheme:light dark}
body{font:14px/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem}
h2{margin-top:3rem;border-bottom:1px solid}
article{margin:2rem 0}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem}
table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.2rem .6rem;border-top:1px solid}
code,pre{font:12px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
pre{overflow:auto;max-height:30rem;border:1px solid;padding:.6rem}
dt{font-weight:600}summary{cursor:pointer}
`
