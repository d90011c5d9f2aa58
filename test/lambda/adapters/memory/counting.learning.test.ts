import { memoryLearningStore } from "../../../../lambda/adapters/memory/counting";
import { learningStoreContract } from "../../../support/minute-store-contract";

learningStoreContract("the memory of a process", memoryLearningStore);
