import { useEffect, useState } from 'preact/hooks'
import type { FunctionComponent } from 'preact'
import { useReview } from './use-desk.js'

/** The preview of a sprite sheet, read when somebody asks for it: nobody else waits for its packer. */
export function SheetPreviewLater() {
  const { desk, actions } = useReview()
  const [Preview, setPreview] = useState<FunctionComponent | null>(null)
  useEffect(() => {
    import('./sheet-preview.js').then(
      ({ SheetPreview }) => setPreview(() => SheetPreview),
      (error: unknown) => {
        desk.openSheet(null)
        actions.fail(error)
      },
    )
  }, [])
  return Preview === null ? null : <Preview />
}
