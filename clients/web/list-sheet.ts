import type { SubmitWishlistBody } from '../../core/http/http-api.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { ApiError } from '../http/api-error.js'
import { el, fill } from './build-element.js'
import { openSheet } from './open-sheet.js'
import { summariseDiff } from '../progress/describe-revision.js'
import { differenceList } from './difference-list.js'
import { showFailure } from './show-failure.js'

interface ListFields {
  readonly text: HTMLTextAreaElement
  readonly name: HTMLInputElement
  readonly project: HTMLInputElement
  readonly seed: HTMLInputElement
  readonly review: HTMLSelectElement
  readonly palette: HTMLInputElement
}

/** A box to paste a list into; submits it and goes to its run. */
export function openListSheet(client: AssetloomClient, onRun: (runId: string) => void): void {
  const fields = makeFields()
  const result = el('div')
  const form = el(
    'form',
    {
      class: 'list-form',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault()
        void submit()
      },
    },
    el('label', {}, 'Wishlist: free text, Markdown, or one "category: prompt" a line', fields.text),
    el(
      'div',
      { class: 'field-row' },
      el('label', {}, 'List name', fields.name),
      el('label', {}, 'Project', fields.project),
      el('label', {}, 'Seed', fields.seed),
      el('label', {}, 'Who decides', fields.review),
      el('label', { class: 'wide' }, 'Palette (.gpl, .hex), optional', fields.palette),
    ),
    result,
    el(
      'div',
      { class: 'row' },
      el('button', { type: 'button', onclick: () => void compare() }, 'Compare'),
      el('button', { type: 'submit', class: 'primary' }, 'Submit'),
    ),
  )
  const close = openSheet('Submit a list', 'list', form)
  fields.text.focus()

  async function submit(): Promise<void> {
    fill(result, el('p', { class: 'dim' }, 'Submitting ...'))
    try {
      const key = fields.project.value
      const project = await client.ensureProject({ key, name: key })
      const accepted = await client.submitWishlist(project.projectId, await readBody(fields))
      close()
      onRun(accepted.runId)
    } catch (error) {
      tellFailure(result, error, () => void submit())
    }
  }

  /** What submitting would change; a project that is not there yet is not made for that. */
  async function compare(): Promise<void> {
    fill(result, el('p', { class: 'dim' }, 'Comparing ...'))
    try {
      const { projects } = await client.listProjects()
      const project = projects.find((one) => one.key === fields.project.value)
      const diff = project && (await client.diffWishlist(project.projectId, await readBody(fields)))
      fill(
        result,
        el('p', {}, diff ? summariseDiff(diff) : 'A new project: every line is new.'),
        diff ? differenceList(diff.difference) : null,
      )
    } catch (error) {
      tellFailure(result, error, () => void compare())
    }
  }
}

/** What is wrong, with every line that the API names. */
function tellFailure(into: HTMLElement, error: unknown, retry: () => void): void {
  const problems = error instanceof ApiError ? (error.problem.problems ?? []) : []
  fill(
    into,
    showFailure(error, retry),
    ...problems.map((one) =>
      el(
        'p',
        {},
        el('code', {}, `${one.file}:${one.line}`),
        ` ${one.message} `,
        el('span', { class: 'dim' }, one.hint),
      ),
    ),
  )
}

function makeFields(): ListFields {
  return {
    text: el('textarea', {
      rows: 12,
      required: true,
      spellcheck: 'false',
      placeholder: '# pixel art, 32x32 unless said otherwise\nprop: water barrel\ntile: cracked dry mud',
    }),
    name: el('input', { type: 'text', required: true, maxlength: 200, value: 'pasted-list.txt' }),
    project: el('input', {
      type: 'text',
      required: true,
      maxlength: 80,
      value: 'default',
      pattern: '[a-z0-9]+(-[a-z0-9]+)*',
      title: 'lower-case words joined by -',
    }),
    seed: el('input', { type: 'number', required: true, min: 0, step: 1, value: 1 }),
    review: el(
      'select',
      {},
      el('option', { value: 'person' }, 'I do'),
      el('option', { value: 'auto' }, 'the score'),
    ),
    palette: el('input', { type: 'file', accept: '.gpl,.hex,.txt' }),
  }
}

async function readBody(fields: ListFields): Promise<SubmitWishlistBody> {
  const file = fields.palette.files?.[0]
  return {
    name: fields.name.value,
    text: fields.text.value,
    seed: Number(fields.seed.value),
    review: fields.review.value === 'auto' ? 'auto' : 'person',
    ...(file === undefined ? {} : { palette: { name: file.name, text: await file.text() } }),
  }
}
