import { memoryKnownStore } from "../../../../lambda/adapters/memory/counting";
import { knownStoreContract } from "../../../support/finding-store-contract";

knownStoreContract("the memory of a process", memoryKnownStore);
