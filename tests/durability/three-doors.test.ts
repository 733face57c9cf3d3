import { itSurvivesKills } from './kills-while-told.ts';

itSurvivesKills(3);
