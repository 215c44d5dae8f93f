/** Topics whose names fit what is being typed; nothing of it is remembered as a search. */
import { suggest, type Topic } from '@/api.gen'

export const suggestTopics = async (name: string): Promise<Topic[]> => (await suggest({ q: name })).topics
