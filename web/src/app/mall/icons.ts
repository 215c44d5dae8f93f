/** The sign of each shelf of goods, by the code of its category at the top of the tree. */
import type { Component } from 'vue'
import IconAll from '~icons/ph/squares-four'
import IconBaby from '~icons/ph/baby'
import IconBody from '~icons/ph/bathtub'
import IconFashion from '~icons/ph/handbag'
import IconFood from '~icons/ph/coffee'
import IconFragrance from '~icons/ph/flower-tulip'
import IconHealth from '~icons/ph/pill'
import IconHome from '~icons/ph/lamp'
import IconMakeup from '~icons/ph/paint-brush'
import IconSkin from '~icons/ph/leaf'

export const ALL = IconAll
const SIGNS: Record<string, Component> = { skincare: IconSkin, makeup: IconMakeup, fragrance: IconFragrance, body: IconBody, health: IconHealth, baby: IconBaby, food: IconFood, fashion: IconFashion, home: IconHome }
export const signOf = (code: string): Component => SIGNS[code.split('.')[0] ?? ''] ?? IconAll
