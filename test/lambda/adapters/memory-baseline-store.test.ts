import { memoryBaselineStore } from "../../../lambda/adapters/memory-baseline-store";
import { baselineStoreContract } from "../../support/minute-store-contract";

baselineStoreContract("the memory of a process", memoryBaselineStore);
