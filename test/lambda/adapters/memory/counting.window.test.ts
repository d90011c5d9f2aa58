import { memoryWindowStore } from "../../../../lambda/adapters/memory/counting";
import { windowStoreContract } from "../../../support/window-store-contract";

windowStoreContract("the memory of a process", memoryWindowStore);
