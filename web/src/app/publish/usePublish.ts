/** The state of the editor: the draft, its pictures on their way, and its copy on this device. */
import { computed, onBeforeUnmount, reactive, ref, watch } from 'vue'
import { useSession } from '@/lib/session'
import { uuid } from '@/lib/uuid'
import { type Draft, emptyDraft, isEmpty, PICTURES_MAX, type Shot } from './draft'
import { find, forget, isOvertaken, keep } from './kept'
import { type Cut, cutOut, prepare } from './picture'
import { uploadQueue } from './queue'

const SECONDS = 5

/** Where one writes; `split` hears that another window wrote the same draft, so that this is now one of its own. */
export function usePublish(split: () => void) {
  const session = useSession()
  const draft = reactive<Draft>(emptyDraft())
  const dirty = ref(false)
  const kept = ref(false)
  /** This device would not keep it: full, or it keeps nothing at all. */
  const unkept = ref(false)
  let frozen = true
  const queue = uploadQueue(() => (dirty.value = true))
  const busy = computed(() => draft.shots.some((shot) => !shot.picture && !shot.trouble))
  const troubled = computed(() => draft.shots.filter((shot) => shot.trouble))
  const full = computed(() => draft.shots.length >= PICTURES_MAX)

  watch(() => [draft.title, draft.body, draft.location, draft.purchase, draft.rating, draft.shots.map((shot) => [shot.key, shot.alt, shot.tags, shot.cut])], () => {
    if (!frozen) dirty.value = true
  }, { deep: true })

  async function save(): Promise<void> {
    if (!dirty.value || !session.member) return
    dirty.value = false
    try {
      if (isEmpty(draft)) await drop()
      else {
        if (await isOvertaken(draft)) {
          // Neither window may wipe out what was written in the other: from here on these are two drafts.
          draft.key = draft.intention = uuid()
          split()
        }
        draft.savedAt = await keep(draft, session.member.id)
      }
      kept.value = !isEmpty(draft)
      unkept.value = false
    } catch {
      dirty.value = unkept.value = true
      kept.value = false
    }
  }
  /** Take the copy of this draft away, unless another window wrote into it since: then it is that one's. */
  async function drop(): Promise<void> {
    if (!(await isOvertaken(draft))) await forget(draft.key)
  }
  async function open(key: string): Promise<boolean> {
    const found = session.member ? await find(key, session.member.id).catch(() => null) : null
    if (found) {
      Object.assign(draft, found)
      kept.value = true
      for (const shot of draft.shots) if (!shot.picture && shot.blob) queue.add(shot)
    }
    return found !== null
  }
  function begin(): void {
    frozen = false
  }
  async function addFiles(files: Iterable<File>): Promise<{ over: number; other: number }> {
    const left = { over: 0, other: 0 }
    for (const file of files) {
      if (file.type && !file.type.startsWith('image/')) left.other++
      else if (full.value) left.over++
      else await addOne(file)
    }
    return left
  }
  async function addOne(file: File): Promise<void> {
    const drawn = await prepare(file)
    draft.shots.push({ key: uuid(), original: drawn.blob, blob: drawn.blob, cut: null, width: drawn.width, height: drawn.height, url: URL.createObjectURL(drawn.blob), picture: null, progress: 0, trouble: '', refused: false, alt: '', tags: [] })
    queue.add(draft.shots.at(-1)!)
  }
  async function cut(shot: Shot, how: Cut): Promise<void> {
    const drawn = await cutOut(shot.original!, how)
    URL.revokeObjectURL(shot.url)
    Object.assign(shot, drawn, { cut: how, url: URL.createObjectURL(drawn.blob), tags: [] })
    queue.add(shot)
  }
  function remove(shot: Shot): void {
    queue.drop(shot.key)
    draft.shots.splice(draft.shots.indexOf(shot), 1)
  }
  /** Taken out by chance: it stands again where it stood, unless its place was given to another. */
  function putBack(shot: Shot, at: number): boolean {
    if (full.value) return false
    draft.shots.splice(at, 0, shot)
    if (!shot.picture) queue.add(draft.shots[at]!)
    return true
  }
  function move(from: number, to: number): void {
    if (to < 0 || to >= draft.shots.length || from === to) return
    draft.shots.splice(to, 0, ...draft.shots.splice(from, 1))
  }
  /** Published or thrown away: nothing of it stays here. */
  async function finish(): Promise<void> {
    frozen = true
    dirty.value = false
    queue.stop()
    await drop().catch(() => undefined)
    kept.value = unkept.value = false
  }

  const timer = window.setInterval(() => void save(), SECONDS * 1000)
  const hide = (): void => void (document.hidden && save())
  const warn = (event: BeforeUnloadEvent): void => {
    if (dirty.value && !isEmpty(draft)) {
      void save()
      event.preventDefault()
    }
  }
  document.addEventListener('visibilitychange', hide)
  addEventListener('beforeunload', warn)
  onBeforeUnmount(() => {
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', hide)
    removeEventListener('beforeunload', warn)
    queue.stop()
    draft.shots.forEach((shot) => shot.url.startsWith('blob:') && URL.revokeObjectURL(shot.url))
  })
  return { draft, dirty, kept, unkept, busy, troubled, full, save, open, begin, addFiles, cut, remove, putBack, move, retry: queue.add, finish }
}
