import { memoryBaselineStore } from "../../../../lambda/adapters/memory/counting";
import { baselineStoreContract } from "../../../support/minute-store-contract";

baselineStoreContract("the memory of a process", memoryBaselineStore);
