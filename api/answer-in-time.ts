import type { RequestHandler } from 'express'
import { AssetloomError } from '../core/errors.js'
import type { ApiContext } from './api-deps.js'
import { answerProblem } from './problem.js'
import { withinDeadline } from './within-deadline.js'

/**
 * Answers 503 while a catalogue hangs (a stopped process, a lost network): its connections stay open without a word,
 * and would hold a page for half a minute. A request that has no answer yet makes it ask something trivial; only when
 * that hangs, too, is the catalogue taken to be away, so that a slow statement or a slow upload goes on. What the
 * handler does later is without effect: the answer says that the request may be sent again.
 */
export function answerInTime({ catalogue, limits, log }: ApiContext): RequestHandler {
  const answer = answerProblem(log)
  let asking: Promise<boolean> | null = null
  const isAway = () =>
    (asking ??= withinDeadline(
      limits.answerProbeMs,
      catalogue.outbox.backlog().then(
        () => false,
        () => true,
      ),
      true,
    ).finally(() => (asking = null)))
  return (request, response, next) => {
    const giveUp = async () => {
      if (response.headersSent || !(await isAway()) || response.headersSent) return
      const error = new AssetloomError(
        'Unavailable',
        'the catalogue does not answer',
        'send the request again in a few seconds; `assetloom doctor` says what is away',
      )
      void answer(error, request, response, next)
    }
    const timer = setTimeout(() => void giveUp(), limits.answerProbeAfterMs)
    response.on('close', () => clearTimeout(timer))
    next()
  }
}
