/**
 * The providers vpcsim knows.
 */
import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { gcp } from './gcp.ts';
import { jd } from './jd.ts';
import { otc } from './otc.ts';
import type { Profile, ProfileId } from './profile.ts';

export const PROFILES: Readonly<Record<ProfileId, Profile>> = { aws, otc, jd, azure, gcp };

export const PROFILE_IDS = Object.keys(PROFILES) as readonly ProfileId[];
