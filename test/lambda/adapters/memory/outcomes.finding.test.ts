import { memoryFindingStore } from "../../../../lambda/adapters/memory/outcomes";
import { findingStoreContract } from "../../../support/finding-store-contract";

findingStoreContract("the memory of a process", memoryFindingStore);
