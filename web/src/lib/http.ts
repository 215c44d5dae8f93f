/** The only place that talks to the API: typed operations in, answers or problems out. */
import { uuid } from './uuid'

export interface Problem {
  type: string
  title: string
  status: number
  code: string
  request_id: string
  details?: Record<string, unknown>
}

/** A refusal of the API (problem+json), or `offline` when nobody answered. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly problem: Problem | null
  constructor(status: number, code: string, problem: Problem | null) {
    super(problem?.title ?? code)
    this.status = status
    this.code = code
    this.problem = problem
  }
}

const heard = new Set<(error: ApiError) => void>()
/** Be told of every refusal, wherever it was met; the session listens for 401. */
export function onRefusal(listener: (error: ApiError) => void): void {
  heard.add(listener)
}

let language = 'zh-CN'
/** In which language the server shall answer people. */
export function speak(chosen: string): void {
  language = chosen
}

/** What one did acts at once, also where another process of the shop has not heard of it yet. */
const HEARD_MS = 1000
const UNHEARD = '/v1/events'
let acted = -HEARD_MS

type Call<A, R> = {} extends A ? (args?: A, init?: RequestInit) => Promise<R> : (args: A, init?: RequestInit) => Promise<R>

/** An operation of the API as a function: arguments go where the API wants them, by name. */
export function operation<A extends object, R>(method: string, path: string, ...headers: string[]): Call<A, R> {
  return (async (args?: A, init: RequestInit = {}): Promise<R> => {
    const left: Record<string, unknown> = { ...args }
    const body = left.body
    delete left.body
    const sent: Record<string, string> = { 'accept-language': language }
    for (const header of headers) {
      const name = header.toLowerCase().replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      if (left[name] != null) sent[header] = String(left[name])
      delete left[name]
    }
    const address = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = encodeURIComponent(String(left[name]))
      delete left[name]
      return value
    })
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(left)) {
      if (Array.isArray(value)) value.forEach((one) => query.append(name, String(one)))
      else if (value != null) query.set(name, String(value))
    }
    if (body !== undefined && !(body instanceof FormData)) sent['content-type'] = 'application/json'
    const given = body instanceof FormData ? body : body === undefined ? null : JSON.stringify(body)
    const acts = method !== 'GET' && path !== UNHEARD
    if (method === 'GET' && performance.now() - acted < HEARD_MS) sent['cache-control'] = 'no-cache'
    if (acts) acted = performance.now()
    const response = await reach(address + (query.size ? `?${query}` : ''), {
      method, body: given, credentials: 'same-origin', ...init, headers: { ...sent, ...(init.headers as object) },
    })
    if (acts) acted = performance.now()
    return answer<R>(response)
  }) as Call<A, R>
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw told(new ApiError(0, 'offline', null))
  }
}

async function answer<R>(response: Response): Promise<R> {
  if (response.status === 204) return null as R
  const json = response.headers.get('content-type')?.includes('json')
  const data: unknown = json ? await response.json().catch(() => null) : await response.text()
  if (response.ok) return data as R
  const problem = json && data ? (data as Problem) : null
  throw told(new ApiError(response.status, problem?.code ?? 'internal', problem))
}

function told(error: ApiError): ApiError {
  heard.forEach((listener) => listener(error))
  return error
}

/** A fresh Idempotency-Key: one per intention, kept over its retries; a refusal uses none up, and a lost answer must not. */
export const intention = (): string => uuid()
