// How this package is built: one entry point, for Node and browsers alike.
import { library } from '../../tsup.shared.ts';

export default library(['src/index.ts']);
