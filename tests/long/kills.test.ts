import { itSurvivesKills } from '../durability/kills-while-told.ts';

itSurvivesKills(Number(process.env.COMBRAY_LONG_KILLS ?? 100));
