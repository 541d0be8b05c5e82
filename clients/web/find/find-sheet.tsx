import { useState } from 'preact/hooks'
import { ComboList } from '../base/combo-list.js'
import { Dialog } from '../base/dialog.js'
import { findThings, type Thing } from './find-things.js'
import { useThings } from './use-things.js'

/** Finds any asset, spec, run or command by a few letters of it. */
export function FindSheet({ onClose }: { readonly onClose: () => void }) {
  const [query, setQuery] = useState('')
  const { things, isReading } = useThings(query)
  const found = findThings(things, query)
  const choose = (thing: Thing) => {
    onClose()
    if (typeof thing.act === 'string') location.hash = thing.act
    else thing.act()
  }
  const nothing = isReading ? 'Searching …' : 'Nothing is called that.'
  return (
    <Dialog title="Find" onClose={onClose} initialFocus={() => document.querySelector('.find-input')}>
      <ComboList
        label="Asset, spec, run or command"
        placeholder="moth, keep.txt, settings …"
        query={query}
        onQuery={setQuery}
        items={found}
        keyOf={(thing) => thing.id}
        onChoose={choose}
        status={found.length === 0 ? nothing : `${found.length} found`}
        face={(thing) => (
          <>
            <span class="dim find-kind">{thing.kind}</span>
            <span class="find-label">{thing.label}</span>
            <span class="dim find-detail">{thing.detail}</span>
          </>
        )}
      />
    </Dialog>
  )
}
