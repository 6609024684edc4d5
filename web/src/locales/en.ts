// English texts, one file per feature. Keys are `feature.what`; a text is a string or a plural.
import { accounts } from './en/accounts';
import { admin } from './en/admin';
import { allow } from './en/allow';
import { audit } from './en/audit';
import { backups } from './en/backups';
import { capture } from './en/capture';
import { catalogue } from './en/catalogue';
import { common } from './en/common';
import { corrections } from './en/corrections';
import { insights } from './en/insights';
import { photos } from './en/photos';
import { review } from './en/review';
import { status } from './en/status';

export const en = {
  ...common,
  ...accounts,
  ...admin,
  ...allow,
  ...audit,
  ...backups,
  ...capture,
  ...catalogue,
  ...corrections,
  ...insights,
  ...photos,
  ...review,
  ...status,
};
