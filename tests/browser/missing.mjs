// Prints the Debian packages of the programs that these tests need and that are not there, one a line.
import { missingPackages } from "./harness/programs.mjs";

missingPackages().forEach((name) => console.log(name));
