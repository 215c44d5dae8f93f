/**
 * Going on air out of a browser: camera and microphone are encoded here (H.264 and AAC where the browser can, else VP9
 * and Opus), cut into pieces of HLS and pushed under the show's key.
 */
import { BufferTarget, CmafOutputFormat, getFirstEncodableAudioCodec, getFirstEncodableVideoCodec, HlsOutputFormat, MediaStreamAudioTrackSource, MediaStreamVideoTrackSource, Output, PathedTarget, Quality } from 'mediabunny'
import { language } from '@/lib/words'
import { plainList, pushQueue, type Told } from './push'

const PIECE_SECONDS = 2
const NAMED = 6
const LIST = 'live.m3u8'
const LAST_MS = 8000
/** Bits a second for each point of the picture; at most what a phone's line carries. */
const BITS_PER_POINT = 2.4
const BITS_MAX = 2_800_000
const SOUND_BITS = 96_000

export interface OnAir {
  /** Send what is left, then no more. */
  stop: () => Promise<void>
}

/** Our own address, whatever name of this shop the key was given for. */
function pusher(address: string): (name: string, body: BodyInit) => Promise<number> {
  const base = new URL(address, location.href).pathname.replace(/\/$/, '')
  return async (name, body) => (await fetch(`${base}/${name}`, { method: 'PUT', body, headers: { 'accept-language': language.value, 'content-type': name.endsWith('.m3u8') ? 'application/vnd.apple.mpegurl' : 'video/mp4' } })).status
}

export async function goOnAir(stream: MediaStream, address: string, tell: (told: Told) => void, failed: (error: unknown) => void): Promise<OnAir> {
  const [picture] = stream.getVideoTracks() as MediaStreamVideoTrack[]
  const [sound] = stream.getAudioTracks() as MediaStreamAudioTrack[]
  const { width = 720, height = 1280 } = picture?.getSettings() ?? {}
  const seen = picture ? await getFirstEncodableVideoCodec(['avc', 'vp9', 'vp8'], { width, height }) : null
  const heard = sound ? await getFirstEncodableAudioCodec(['aac', 'opus'], { numberOfChannels: 1, sampleRate: 48_000 }) : null
  if (!picture || !seen) throw new DOMException('no encoder', 'NotSupportedError')

  const queue = pushQueue(pusher(address), tell)
  const run = Date.now().toString(36)
  const output = new Output({
    format: new HlsOutputFormat({
      segmentFormat: new CmafOutputFormat(),
      targetDuration: PIECE_SECONDS,
      live: true,
      maxLiveSegmentCount: NAMED,
      getPlaylistPath: () => LIST,
      getSegmentPath: ({ n }) => `${run}-${n}.m4s`,
      getInitPath: () => `${run}-init.mp4`,
      onPlaylist: (text) => queue.add(LIST, plainList(text)),
      onInit: (target) => sendOn(`${run}-init.mp4`, target),
      onSegment: (target, { n }) => sendOn(`${run}-${n}.m4s`, target),
    }),
    target: new PathedTarget('all.m3u8', () => new BufferTarget()),
  })
  function sendOn(name: string, target: unknown): void {
    const { buffer } = target as BufferTarget
    if (buffer) queue.add(name, new Blob([buffer]))
  }
  // Each frame as the camera gives it: a rate of our own would need a worker, which the page's policy does not let be made.
  const video = new MediaStreamVideoTrackSource(picture, { codec: seen, quality: new Quality({ bitrate: Math.min(BITS_MAX, Math.round(width * height * BITS_PER_POINT)) }), keyFrameInterval: PIECE_SECONDS, sizeChangeBehavior: 'contain' }, { frameRate: null })
  video.errorPromise.catch(failed)
  output.addVideoTrack(video)
  if (sound && heard) {
    const audio = new MediaStreamAudioTrackSource(sound, { codec: heard, quality: new Quality({ bitrate: SOUND_BITS }) })
    audio.errorPromise.catch(failed)
    output.addAudioTrack(audio)
  }
  await output.start()
  return {
    stop: async () => {
      await output.finalize().catch(() => undefined)
      await queue.settled(LAST_MS)
    },
  }
}
