import { checkDocument, documentLimits } from '../documents/check-document.js'
import { folderPaths, isTextPath } from './folder-paths.js'
import type { FolderDocument } from './project-contents.js'
import type { FolderFile } from './project-folder.schema.js'

interface DocumentReader {
  text(path: string): string | null
  read(kind: 'documents', path: string): FolderFile<'documents'> | null
  refuse(file: string, member: string, message: string, hint: string): void
}

/** The design documents of a folder; none where it has no index of them. What cannot be used is refused by its member. */
export function readDocuments(reader: DocumentReader): FolderDocument[] {
  const file = folderPaths.documents
  if (reader.text(file) === null) return []
  const names = new Set<string>()
  let total = 0
  const index = reader.read('documents', file)?.documents ?? []
  const documents = index.flatMap(({ name, path, addedBy, addedAt }, at) => {
    const member = `documents.${at}`
    const isOwn = isTextPath(path) && path.startsWith('documents/') && !path.endsWith('.json')
    const text = isOwn ? reader.text(path) : null
    if (text === null) {
      reader.refuse(
        file,
        `${member}.path`,
        `"${path}" is no document of this folder`,
        'Give the whole folder.',
      )
      return []
    }
    if (names.has(name))
      reader.refuse(file, `${member}.name`, `"${name}" is there twice`, 'Rename one of them.')
    names.add(name)
    const sizeBytes = new TextEncoder().encode(text).length
    total += sizeBytes
    const objection = checkDocument(name, text, sizeBytes)
    if (objection === null) return [{ name, text, addedBy, addedAt }]
    reader.refuse(objection.what === 'name' ? file : path, member, objection.message, objection.hint)
    return []
  })
  if (total > documentLimits.totalBytesMax)
    reader.refuse(file, '', `the documents have ${total} bytes together`, 'Leave some out.')
  return documents
}
