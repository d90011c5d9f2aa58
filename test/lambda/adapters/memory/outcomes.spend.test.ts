import { memorySpendStore } from "../../../../lambda/adapters/memory/outcomes";
import { spendStoreContract } from "../../../support/spend-store-contract";

spendStoreContract("the memory of a process", memorySpendStore);
