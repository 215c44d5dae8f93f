/** What one may tell about oneself, in the order in which it is offered. */
import type { Concern, LifeStage, SkinType } from '@/api.gen'

export const SKINS: readonly SkinType[] = ['dry', 'oily', 'combination', 'normal', 'sensitive']
export const CONCERNS: readonly Concern[] = ['acne', 'brighten', 'spots', 'ageing', 'pores', 'blackheads', 'darkcircles', 'redness']
export const STAGES: readonly LifeStage[] = ['student', 'working', 'expecting', 'baby', 'child', 'senior']
