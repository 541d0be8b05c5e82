import { join } from 'node:path'
import express, { type Express } from 'express'

/** Serves the built review page; paths without an ending are the page's own and get index.html. */
export function addReviewPage(app: Express, webRoot: string | null): void {
  if (webRoot === null) {
    app.get('/', (_request, response) => {
      response.type('text/plain').send('Assetloom runs. The review page is not built here: npm run build\n')
    })
    return
  }
  app.use(
    express.static(webRoot, {
      dotfiles: 'ignore',
      redirect: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  )
  app.get(/^\/(?!api\/)[^.]*$/, (_request, response, next) => {
    response.sendFile(join(webRoot, 'index.html'), { headers: { 'Cache-Control': 'no-cache' } }, (error) => {
      if (error && !response.headersSent) next()
    })
  })
}
