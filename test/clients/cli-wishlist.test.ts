import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WishlistDiff, WishlistList, WishlistRevisionView } from '../../core/http/http-api.js'
import { openCliBench, type CliBench } from './cli-bench.js'

const first = '# props\nprop: tent\nprop: water barrel\n'
const second = '# props\nprop: tent, 48x48\nprop: water barrel\nprop: oil lamp\n'
const camp = ['--project', 'camp']

describe('assetloom wishlist', () => {
  let bench: CliBench

  beforeEach(async () => {
    bench = await openCliBench()
    await bench.write('props.txt', first)
  })
  afterEach(() => bench.close())

  const add = () => bench.run('wishlist', 'add', 'props.txt', ...camp, '--json')
  /** The list, then the same file with other lines. */
  const addTwice = async () => {
    const one = (await add()).json()
    await bench.write('props.txt', second)
    return { one, two: await add() }
  }

  describe('add', () => {
    it('tells what a new revision changes, and how to end the one before', async () => {
      const { one, two } = await addTwice()
      expect([one['revision'], two.json()['revision']]).toEqual([1, 2])
      expect(two.err).toContain('+ oil-lamp (line 4)\n~ tent: size 32x32 -> 48x48 (line 2)\n')
      expect(two.err).toContain('Revision 2: 1 added, 1 changed, 0 removed, 1 unchanged.')
      expect(two.err).toContain(
        `Revision 1 still runs. End what only it wants: npx assetloom run cancel ${String(one['runId'])}`,
      )
    })

    it('makes a third revision of a list that was changed back', async () => {
      await addTwice()
      await bench.write('props.txt', first)
      expect((await add()).json()).toMatchObject({ revision: 3, created: true })
      expect((await add()).json()).toMatchObject({ revision: 3, created: false })
    })
  })

  describe('show', () => {
    it('prints what became of each sentence, and with --not-understood only what nothing came of', async () => {
      const story = '## Props\n- tent; the same tent torn\n\nThe bank is closed on Mondays.\n'
      await bench.write('camp.md', story)
      await bench.run('wishlist', 'add', 'camp.md', ...camp)
      const all = await bench.run('wishlist', 'show', 'camp.md', ...camp, '--read')
      expect(all.out).toContain('camp.md:2: spec [tent')
      expect(all.err).toContain('1 not understood')
      const open = await bench.run('wishlist', 'show', 'camp.md', ...camp, '--not-understood')
      expect(open.out).toBe('camp.md:4: not-understood: The bank is closed on Mondays\n')
      const raw = await bench.run('wishlist', 'show', 'camp.md', ...camp)
      expect(raw.out).toBe(story)
    })
  })

  describe('diff', () => {
    it('names each change by key and says what stays, and submits nothing', async () => {
      await add()
      await bench.run('review', 'pick', 'water-barrel:1')
      await bench.write('props.txt', second)
      const { code, out, err } = await bench.run('wishlist', 'diff', 'props.txt', ...camp)
      expect(code).toBe(0)
      expect(out).toBe('+ oil-lamp (line 4)\n~ tent: size 32x32 -> 48x48 (line 2)\n')
      expect(err).toBe('Against revision 1: 1 added, 1 changed, 0 removed, 1 unchanged. 1 approval stays.\n')
      expect(bench.api.world.runs).toHaveLength(1)
    })

    it('warns that another seed keeps nothing, and prints the whole comparison with --json', async () => {
      const { runId } = (await add()).json()
      const compared = await bench.run('wishlist', 'diff', 'props.txt', ...camp, '--seed', '2', '--json')
      expect(compared.json() as unknown as WishlistDiff).toMatchObject({
        name: 'props.txt',
        against: { revision: 1, runId },
        isSame: false,
        isOtherSeed: true,
        difference: { added: [], changed: [], removed: [], unchanged: 2 },
      })
      expect(compared.err).toContain('The seed is another one, so every spec is made again.')
    })

    it('has nothing to print for the same list, says its run, and shows lines that cannot be used', async () => {
      const { runId } = (await add()).json()
      const same = await bench.run('wishlist', 'diff', 'props.txt', ...camp)
      expect([same.code, same.out]).toEqual([0, ''])
      expect(same.err).toBe(`The same as revision 1: submitting gives its run ${String(runId)}.\n`)
      await bench.write('new.txt', 'prop: tent\nno category here\n')
      const other = await bench.run('wishlist', 'diff', 'new.txt', ...camp)
      expect(other.out).toBe('+ tent (line 1)\n')
      expect(other.err).toContain('new.txt:2: ')
      expect(other.err).toContain('A new list: 1 specs.')
    })

    it('exits with 3 for a project or a file that is not there', async () => {
      await add()
      const noProject = await bench.run('wishlist', 'diff', 'props.txt', '--project', 'docks')
      expect(noProject.code).toBe(3)
      expect(noProject.err).toBe(
        'assetloom: There is no project "docks".\n  Projects: camp. Name one: --project KEY\n',
      )
      expect((await bench.run('wishlist', 'diff', 'nothing.txt', ...camp)).code).toBe(3)
    })
  })

  describe('list', () => {
    it('has a line for each revision, newest first, with its number and run', async () => {
      const { one, two } = await addTwice()
      const { code, out, err } = await bench.run('wishlist', 'list', ...camp)
      expect([code, err]).toEqual([0, ''])
      const lines = out.trimEnd().split('\n')
      expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
        ['props.txt', 'revision 2', two.json()['wishlistRevisionId'], two.json()['runId'], 'just now'],
        ['props.txt', 'revision 1', one['wishlistRevisionId'], one['runId'], 'just now'],
      ])
    })

    it('prints the same with --json', async () => {
      await addTwice()
      const { wishlists } = (
        await bench.run('wishlist', 'list', ...camp, '--json')
      ).json() as unknown as WishlistList
      expect(wishlists.map(({ name, revision }) => [name, revision])).toEqual([
        ['props.txt', 2],
        ['props.txt', 1],
      ])
    })

    it('prints no line for a project without lists, and how to submit one; 3 for no such project', async () => {
      bench.api.world.ensureProject('camp', 'Camp')
      const empty = await bench.run('wishlist', 'list', ...camp)
      expect([empty.code, empty.out]).toEqual([0, ''])
      expect(empty.err).toContain('npx assetloom wishlist add FILE')
      expect((await bench.run('wishlist', 'list', ...camp, '--json')).json()).toEqual({ wishlists: [] })
      expect((await bench.run('wishlist', 'list', '--project', 'docks')).code).toBe(3)
      expect((await bench.run('wishlist', 'list', '--project', 'Not A Key')).code).toBe(2)
    })
  })

  describe('show', () => {
    it('prints the raw text of the newest revision, or of the one that was asked for', async () => {
      const { one, two } = await addTwice()
      const newest = await bench.run('wishlist', 'show', 'props.txt', ...camp)
      expect([newest.code, newest.out]).toEqual([0, second])
      expect(newest.err).toBe(`Revision 2 of 2, run ${String(two.json()['runId'])}.\n`)
      const older = await bench.run('wishlist', 'show', 'props.txt', '--revision', '1', ...camp)
      expect(older.out).toBe(first)
      expect(older.err).toBe(`Revision 1 of 2, run ${String(one['runId'])}.\n`)
    })

    it('prints the revision and its sisters with --json, and ends a text that has no last line break', async () => {
      await bench.write('props.txt', first.trimEnd())
      await add()
      const shown = await bench.run('wishlist', 'show', 'props.txt', ...camp, '--json')
      const view = shown.json() as unknown as WishlistRevisionView
      expect([view.text, view.revision]).toEqual([first.trimEnd(), 1])
      expect(view.revisions.map(({ revision }) => revision)).toEqual([1])
      expect((await bench.run('wishlist', 'show', 'props.txt', ...camp)).out).toBe(first)
    })

    it('exits with 3 for an unknown list or revision and says what there is', async () => {
      await add()
      const noList = await bench.run('wishlist', 'show', 'tiles.txt', ...camp)
      expect(noList.code).toBe(3)
      expect(noList.err).toBe(
        'assetloom: There is no list "tiles.txt".\n  See them: npx assetloom wishlist list\n',
      )
      const noRevision = await bench.run('wishlist', 'show', 'props.txt', '--revision', '2', ...camp)
      expect(noRevision.code).toBe(3)
      expect(noRevision.err).toBe('assetloom: props.txt has no revision 2.\n  It has revisions 1 to 1.\n')
      expect((await bench.run('wishlist', 'show', 'props.txt', '--revision', '0', ...camp)).code).toBe(2)
    })
  })
})
