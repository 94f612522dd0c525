#!/usr/bin/env node
// Starts the command `vrn`. This file is not in dist, so that npm can link the command before the first build.
import '../dist/main.js';
