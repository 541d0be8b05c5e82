import { extensionOf, type Integration } from './read-integration.js'
import type { SpecReport } from './open-report.js'
import type { StepsByAction } from './read-steps.js'
import { pictureFormats, soundFormats } from './spec-file.schema.js'

type PictureFormat = (typeof pictureFormats)[number]

/**
 * The files that a bundle has of a picture: those of `convert`, the one that its own file name ends with, and the one that
 * a check wants. Empty where nothing says it. PNG is there in any case.
 */
export function readPictureFormats(
  steps: StepsByAction,
  integration: Integration | undefined,
  report: SpecReport,
): PictureFormat[] {
  const formats: PictureFormat[] = []
  for (const { value, path } of steps.formats) {
    const format = pictureFormats.find((one) => one === value)
    if (format === undefined)
      report.refuse(path, `${value} is a format of sounds`, `Pictures: ${pictureFormats.join(', ')}.`)
    else if (!formats.includes(format)) formats.push(format)
  }
  addNamed(formats, integration, report)
  const [first] = steps.formats
  if (first !== undefined && formats.length > 0 && !formats.includes('png'))
    report.note(first.path, 'png is made as well: atlas pages and engines need it')
  addChecked(formats, steps, report)
  return formats
}

function addNamed(formats: PictureFormat[], integration: Integration | undefined, report: SpecReport): void {
  const extension = extensionOf(integration?.manifestPath)
  if (extension === undefined || extension === 'png') return
  if (extension === 'webp') {
    if (formats.includes('webp')) return
    formats.push('webp')
    report.note(['integration'], 'format webp, as the file is named')
  } else if (!soundFormats.some((format) => format === extension))
    report.note(
      ['integration'],
      `${extension} is not made: the file is a png (pictures: ${pictureFormats.join(', ')})`,
    )
}

function addChecked(formats: PictureFormat[], { valueChecks }: StepsByAction, report: SpecReport): void {
  for (const { value, path } of valueChecks) {
    if (value.format !== 'webp' || formats.includes('webp')) continue
    const at = [...path, 'format']
    if (formats.length > 0)
      report.refuse(
        at,
        `the check wants webp, and ${formats.join(' and ')} is made`,
        'Add webp to convert, or check another format.',
      )
    else {
      formats.push('webp')
      report.note(at, 'format webp, as its check wants')
    }
  }
}
