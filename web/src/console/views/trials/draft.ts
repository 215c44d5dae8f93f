/** The form of a new experiment, and what the API wants out of it. */
import type { ExperimentInput, ExperimentVariant, Ranking } from '@/api.gen'
import type { Field, Given } from '../../lib/form'
import { trials as t, type TrialWord } from '../../words/trials'

const choice = (list: TrialWord[]) => (): { value: string; label: string }[] => list.map((value) => ({ value, label: t(value) }))
const RANKINGS = choice(['engine', 'popular'])

export const FIELDS: Field[] = [
  { id: 'name_zh', label: () => t('name_zh'), needed: true, most: 80 },
  { id: 'name_en', label: () => t('name_en'), needed: true, most: 80 },
  { id: 'key', label: () => t('key'), hint: () => t('key_hint'), needed: true, most: 40 },
  { id: 'kind', label: () => t('kind'), kind: 'choice', needed: true, options: choice(['test', 'flag', 'interleaving']), start: 'test' },
  { id: 'layer', label: () => t('layer'), kind: 'choice', needed: true, options: choice(['app', 'discover', 'goods', 'search']), start: 'app' },
  { id: 'share', label: () => t('share'), hint: () => t('share_hint'), kind: 'number', needed: true, least: 1, most: 100, start: '20' },
  { id: 'hypothesis', label: () => t('hypothesis'), kind: 'area', needed: true, most: 400 },
  { id: 'hypothesis_en', label: () => t('hypothesis_en'), kind: 'area', most: 400 },
  { id: 'first', label: () => t('variant_1'), needed: true, most: 20, start: 'old' },
  { id: 'second', label: () => t('variant_2'), most: 20, start: 'new' },
  { id: 'first_ranking', label: () => t('ranking_1'), hint: () => t('ranking_hint'), kind: 'choice', options: RANKINGS },
  { id: 'second_ranking', label: () => t('ranking_2'), kind: 'choice', options: RANKINGS },
  { id: 'metric', label: () => t('metric'), hint: () => t('metric_hint'), kind: 'choice', needed: true, options: choice(['clicks', 'likes', 'collects', 'orders', 'gmv']), start: 'clicks' },
  { id: 'window_hours', label: () => t('window'), hint: () => t('window_hint'), kind: 'number', needed: true, least: 1, most: 672, start: '168' },
  { id: 'planned_members', label: () => t('planned'), hint: () => t('planned_hint'), kind: 'number', needed: true, least: 200, start: '10000' },
]

const variant = (key: string, ranking: string | undefined): ExperimentVariant => ({ key, ranking: (ranking || null) as Ranking | null })

export const draftFrom = (given: Given): ExperimentInput => ({
  key: given.key!, kind: given.kind as ExperimentInput['kind'], layer: given.layer as ExperimentInput['layer'], name_zh: given.name_zh!, name_en: given.name_en!, hypothesis: given.hypothesis!, hypothesis_en: given.hypothesis_en ?? '',
  share: Number(given.share) * 100, metric: given.metric as ExperimentInput['metric'], window_hours: Number(given.window_hours), planned_members: Number(given.planned_members),
  variants: [variant(given.first!, given.first_ranking), ...(given.kind === 'flag' || !given.second ? [] : [variant(given.second, given.second_ranking)])],
})
